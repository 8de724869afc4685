import { execFile } from 'node:child_process';
import { access, realpath } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
