#ifndef SUANLI_CGLIBC_SHIM_H
#define SUANLI_CGLIBC_SHIM_H

// What Swift's Glibc module leaves out: settings of the heap; the descriptor that wakes a polling thread; and the thread's name,
// which glibc declares for _GNU_SOURCE alone.
#include <malloc.h>
#include <pthread.h>
#include <sys/eventfd.h>

extern int pthread_getname_np(pthread_t thread, char *name, size_t size);

#endif
