#ifndef SUANLI_VOLATILE_DISK_H
#define SUANLI_VOLATILE_DISK_H

/// A disk that loses what was not flushed, for SQLite: a layer over its usual files that holds every write and truncation back until the
/// file is synchronised. Half of the writes, told by `seed`, reach the file at once as well, as a disk is free to write in any order: what is
/// left when the process is killed is then as after a loss of power.
///
/// Registers it under the name "volatile", and as the one for all databases opened from now on if `is_default` is not 0. Files of one
/// database must not be opened twice at a time, as each connection sees its own writes only until they are synchronised.
/// Not to be called by two threads at a time. Returns an SQLite code; 0 is success.
int suanli_install_volatile_disk(unsigned long long seed, int is_default);

#endif
