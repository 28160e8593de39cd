#include "volatile_disk.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// A change of a file that waits for the next synchronisation; without bytes, a truncation to `offset`.
typedef struct Change {
    struct Change *next;
    sqlite3_int64 offset;
    int size;
    unsigned char bytes[];
} Change;

typedef struct {
    sqlite3_file base;
    sqlite3_file *real;
    Change *first, *last;
    // As the connection sees it.
    sqlite3_int64 size;
} File;

static atomic_ullong draws;

// SplitMix64 (doi:10.1145/2714064.2660195), of a counter.
static int is_written_at_once(void) {
    unsigned long long x = atomic_fetch_add(&draws, 1) * 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return (int)((x ^ (x >> 31)) & 1);
}

static int hold(File *file, sqlite3_int64 offset, const void *bytes, int size) {
    Change *change = malloc(sizeof(Change) + (size_t)size);
    if (!change) return SQLITE_NOMEM;
    change->next = NULL;
    change->offset = offset;
    change->size = size;
    if (size) memcpy(change->bytes, bytes, (size_t)size);
    if (file->last) file->last->next = change;
    else file->first = change;
    file->last = change;
    return SQLITE_OK;
}

// Brings the file up to date, change by change; those that could not be written stay.
static int apply(File *file) {
    while (file->first) {
        Change *change = file->first;
        int code = change->size ? file->real->pMethods->xWrite(file->real, change->bytes, change->size, change->offset)
                                : file->real->pMethods->xTruncate(file->real, change->offset);
        if (code != SQLITE_OK) return code;
        file->first = change->next;
        if (!file->first) file->last = NULL;
        free(change);
    }
    return SQLITE_OK;
}

static int volatile_close(sqlite3_file *base) {
    File *file = (File *)base;
    apply(file);
    while (file->first) {
        Change *next = file->first->next;
        free(file->first);
        file->first = next;
    }
    return file->real->pMethods->xClose(file->real);
}

static int volatile_read(sqlite3_file *base, void *buffer, int size, sqlite3_int64 offset) {
    File *file = (File *)base;
    int code = file->real->pMethods->xRead(file->real, buffer, size, offset);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
    unsigned char *bytes = buffer;
    sqlite3_int64 end = offset + size;
    for (const Change *change = file->first; change; change = change->next) {
        sqlite3_int64 from = change->offset > offset ? change->offset : offset;
        sqlite3_int64 to = change->size && change->offset + change->size < end ? change->offset + change->size : end;
        if (from >= to) continue;
        if (change->size) memcpy(bytes + (from - offset), change->bytes + (from - change->offset), (size_t)(to - from));
        else memset(bytes + (from - offset), 0, (size_t)(to - from));
    }
    if (end <= file->size) return SQLITE_OK;
    sqlite3_int64 known = file->size > offset ? file->size - offset : 0;
    memset(bytes + known, 0, (size_t)(size - known));
    return SQLITE_IOERR_SHORT_READ;
}

static int volatile_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 offset) {
    File *file = (File *)base;
    // First, so that a full disk is told at once as well as at a synchronisation.
    int code = is_written_at_once() ? file->real->pMethods->xWrite(file->real, bytes, size, offset) : SQLITE_OK;
    if (code == SQLITE_OK) code = hold(file, offset, bytes, size);
    if (code == SQLITE_OK && offset + size > file->size) file->size = offset + size;
    return code;
}

static int volatile_truncate(sqlite3_file *base, sqlite3_int64 size) {
    File *file = (File *)base;
    int code = hold(file, size, NULL, 0);
    if (code == SQLITE_OK) file->size = size;
    return code;
}

static int volatile_sync(sqlite3_file *base, int flags) {
    File *file = (File *)base;
    int code = apply(file);
    return code == SQLITE_OK ? file->real->pMethods->xSync(file->real, flags) : code;
}

static int volatile_size(sqlite3_file *base, sqlite3_int64 *size) {
    *size = ((File *)base)->size;
    return SQLITE_OK;
}

static int volatile_control(sqlite3_file *base, int operation, void *argument) {
    // Would change the file at once.
    if (operation == SQLITE_FCNTL_SIZE_HINT) return SQLITE_OK;
    sqlite3_file *real = ((File *)base)->real;
    return real->pMethods->xFileControl(real, operation, argument);
}

#define PASS(name, parameters, ...)                     \
    static int volatile_##name parameters {             \
        sqlite3_file *real = ((File *)base)->real;      \
        return real->pMethods->x##name(real __VA_ARGS__); \
    }

PASS(Lock, (sqlite3_file * base, int level), , level)
PASS(Unlock, (sqlite3_file * base, int level), , level)
PASS(CheckReservedLock, (sqlite3_file * base, int *result), , result)
PASS(SectorSize, (sqlite3_file * base))
PASS(DeviceCharacteristics, (sqlite3_file * base))
PASS(ShmMap, (sqlite3_file * base, int page, int size, int extend, void volatile **memory), , page, size, extend, memory)
PASS(ShmLock, (sqlite3_file * base, int offset, int count, int flags), , offset, count, flags)
PASS(ShmUnmap, (sqlite3_file * base, int delete), , delete)

static void volatile_barrier(sqlite3_file *base) {
    sqlite3_file *real = ((File *)base)->real;
    real->pMethods->xShmBarrier(real);
}

// Version 2: without memory-mapped reading, which would pass the held changes by.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = volatile_close,
    .xRead = volatile_read,
    .xWrite = volatile_write,
    .xTruncate = volatile_truncate,
    .xSync = volatile_sync,
    .xFileSize = volatile_size,
    .xLock = volatile_Lock,
    .xUnlock = volatile_Unlock,
    .xCheckReservedLock = volatile_CheckReservedLock,
    .xFileControl = volatile_control,
    .xSectorSize = volatile_SectorSize,
    .xDeviceCharacteristics = volatile_DeviceCharacteristics,
    .xShmMap = volatile_ShmMap,
    .xShmLock = volatile_ShmLock,
    .xShmBarrier = volatile_barrier,
    .xShmUnmap = volatile_ShmUnmap,
};

static sqlite3_vfs *real_disk;

static int disk_open(sqlite3_vfs *disk, const char *name, sqlite3_file *base, int flags, int *flags_out) {
    File *file = (File *)base;
    memset(file, 0, sizeof(File));
    file->real = (sqlite3_file *)(file + 1);
    int code = real_disk->xOpen(real_disk, name, file->real, flags, flags_out);
    if (code != SQLITE_OK) {
        // Without methods SQLite does not close it.
        if (file->real->pMethods) file->real->pMethods->xClose(file->real);
        return code;
    }
    code = file->real->pMethods->xFileSize(file->real, &file->size);
    if (code != SQLITE_OK) {
        file->real->pMethods->xClose(file->real);
        return code;
    }
    base->pMethods = &methods;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *disk, const char *name, int synchronise) {
    return real_disk->xDelete(real_disk, name, synchronise);
}

static int disk_access(sqlite3_vfs *disk, const char *name, int flags, int *result) {
    return real_disk->xAccess(real_disk, name, flags, result);
}

static int disk_full_name(sqlite3_vfs *disk, const char *name, int size, char *full) {
    return real_disk->xFullPathname(real_disk, name, size, full);
}

static int disk_randomness(sqlite3_vfs *disk, int size, char *bytes) {
    return real_disk->xRandomness(real_disk, size, bytes);
}

static int disk_sleep(sqlite3_vfs *disk, int microseconds) { return real_disk->xSleep(real_disk, microseconds); }

static int disk_time(sqlite3_vfs *disk, double *days) { return real_disk->xCurrentTime(real_disk, days); }

static int disk_time_in_milliseconds(sqlite3_vfs *disk, sqlite3_int64 *now) {
    return real_disk->xCurrentTimeInt64(real_disk, now);
}

static int disk_last_error(sqlite3_vfs *disk, int size, char *text) {
    return real_disk->xGetLastError(real_disk, size, text);
}

static sqlite3_vfs volatile_disk = {
    .iVersion = 2,
    .zName = "volatile",
    .xOpen = disk_open,
    .xDelete = disk_delete,
    .xAccess = disk_access,
    .xFullPathname = disk_full_name,
    .xRandomness = disk_randomness,
    .xSleep = disk_sleep,
    .xCurrentTime = disk_time,
    .xGetLastError = disk_last_error,
    .xCurrentTimeInt64 = disk_time_in_milliseconds,
};

int suanli_install_volatile_disk(unsigned long long seed, int is_default) {
    atomic_store(&draws, seed << 32);
    if (real_disk) return sqlite3_vfs_register(&volatile_disk, is_default);
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    if (!usual) return SQLITE_ERROR;
    volatile_disk.szOsFile = (int)sizeof(File) + usual->szOsFile;
    volatile_disk.mxPathname = usual->mxPathname;
    real_disk = usual;
    return sqlite3_vfs_register(&volatile_disk, is_default);
}
