import { Router } from 'express';
import { env } from '../config/env';

export const metricsRouter = Router();

// A JSON document for the dashboard page; callers send the token.
metricsRouter.get('/metrics', (request, response) => {
  if (env.metricsToken && request.get('authorization') !== `Bearer ${env.metricsToken}`) {
    response.status(401).json({ error: 'token needed' });
    return;
  }
  response.json({ uptime: process.uptime(), memory: process.memoryUsage() });
});
