import Fastify from 'fastify';
import orders from './orders.js';

const app = Fastify();
await app.register(orders, { prefix: '/v1' });
await app.listen({ port: 8080, host: '0.0.0.0' });
