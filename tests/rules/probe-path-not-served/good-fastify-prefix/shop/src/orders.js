export default async (app) => {
  app.get('/orders', async () => []);
};
