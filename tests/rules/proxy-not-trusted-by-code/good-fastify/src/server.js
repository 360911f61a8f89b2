const fastify = require('fastify')({ logger: true, trustProxy: 1 });
fastify.register(require('@fastify/rate-limit'), { max: 100 });
fastify.get('/', async () => ({}));
fastify.listen({ port: 3000, host: '0.0.0.0' });
