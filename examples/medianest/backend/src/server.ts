import { createApp } from './app';
import { env } from './config/env';
import { startDownloads } from './queue';

const server = createApp().listen(env.port, env.host, () => {
  console.log(JSON.stringify({ message: 'listening', port: env.port }));
});

const worker = startDownloads();

process.on('SIGTERM', async () => {
  server.close();
  await worker.close();
});
