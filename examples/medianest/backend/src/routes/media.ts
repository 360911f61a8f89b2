import { Router } from 'express';
import { downloads } from '../queue';

export const mediaRouter = Router();

mediaRouter.get('/', (_request, response) => {
  response.json({ items: [] });
});

mediaRouter.post('/download', async (request, response) => {
  const job = await downloads.add('fetch', { url: String(request.body.url) });
  response.status(202).json({ id: job.id });
});
