export default async function orders(app) {
  app.get('/orders', async () => []);
  app.route({ method: 'GET', url: '/orders/:id', handler: async () => null });
}
