#ifndef SUANLI_CZEROMQ_SHIM_H
#define SUANLI_CZEROMQ_SHIM_H

#include <zmq.h>

// An option that libzmq 4.3 has and its header shows to those who ask for drafts alone.
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

// Two things of the system that Swift's Glibc module leaves out: the descriptor that wakes a polling thread, and the
// thread's name, which glibc declares for _GNU_SOURCE alone.
#include <pthread.h>
#include <sys/eventfd.h>

extern int pthread_getname_np(pthread_t thread, char *name, size_t size);

#endif
