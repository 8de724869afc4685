#!/usr/bin/env node
'use strict';
// libuv reads this once, before its pool is first used. Every running DuckDB call holds a thread of that pool, and DNS
// and files need threads too, so the default of 4 lets four slow queries stop the whole server.
process.env.UV_THREADPOOL_SIZE ??= '32';
// Which Node versions are supported is for this package to say, not for the S3 library to every user.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
import('../dist/main.js').then(({ main }) => main(process.argv));
