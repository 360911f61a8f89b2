import { PrismaClient } from '@prisma/client';
import { Router } from 'express';

const prisma = new PrismaClient();
export const healthRouter = Router();

// Says what is wrong in the text, but always with status 200.
healthRouter.get('/', async (_request, response) => {
  let database = 'up';
  try {
    await prisma.$queryRaw`SELECT 1`;
  } catch {
    database = 'down';
  }
  response.json({ status: database === 'up' ? 'healthy' : 'unhealthy', database });
});
