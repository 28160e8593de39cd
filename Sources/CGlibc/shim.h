#ifndef SUANLI_CGLIBC_SHIM_H
#define SUANLI_CGLIBC_SHIM_H

// What Swift's Glibc module leaves out: settings of the heap; the descriptor that wakes a polling thread; the thread's name,
// which glibc declares for _GNU_SOURCE alone; and what takes any number of arguments.
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/eventfd.h>

extern int pthread_getname_np(pthread_t thread, char *name, size_t size);

// A number as %.*e, which Swift can call by way of boxed arguments alone.
static inline int print_scientific(char *text, size_t room, int decimals, double value) {
    return snprintf(text, room, "%.*e", decimals, value);
}

#endif
