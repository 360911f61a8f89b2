import Fastify from 'fastify';
import cors from '@fastify/cors';
import orders from './orders.js';

const app = Fastify({ logger: true });
await app.register(cors);
await app.register(orders, { prefix: '/v1' });
app.get('/readyz', async () => ({ up: true }));
await app.listen({ port: 8080, host: '0.0.0.0' });
