#ifndef SUANLI_CZEROMQ_SHIM_H
#define SUANLI_CZEROMQ_SHIM_H

#include <zmq.h>

// An option that libzmq 4.3 has and its header shows to those who ask for drafts alone.
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#endif
