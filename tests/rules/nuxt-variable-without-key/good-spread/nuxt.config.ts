export default defineNuxtConfig({
  runtimeConfig: {
    ...shared,
    apiSecret: '',
    api: process.env.NUXT_SERVER_API || 'http://api:4000',
    public: {
      apiBase: '/api',
      adminPage: process.env.NUXT_PUBLIC_ADMIN_URL ?? 'http://localhost:9000',
      shop: { name: 'Shop', tags: ['a', { b: 1 }] },
    },
  },
})
