import { availableParallelism } from 'node:os';

// The first import of every process with a host: the size is read when the pool is first used. Of libuv's four threads pictures that are encoded would take all,
// and every file would wait for them to be opened, read, written and synced.
process.env['UV_THREADPOOL_SIZE'] ??= String(8 + availableParallelism());
