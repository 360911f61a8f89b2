import { mkdirSync } from 'node:fs';
import { Queue, Worker } from 'bullmq';
import IORedis from 'ioredis';
import { env } from './config/env';

// Jobs wait in Redis until a worker takes them, so Redis must not forget them.
const connection = new IORedis(env.redisUrl, { maxRetriesPerRequest: null });

export const downloads = new Queue('downloads', { connection });

export function startDownloads() {
  mkdirSync(env.downloads, { recursive: true });
  return new Worker('downloads', async (job) => job.data.url, { connection });
}
