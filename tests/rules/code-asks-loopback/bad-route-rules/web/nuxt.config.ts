export default defineNuxtConfig({
  routeRules: {
    '/api/**': { proxy: 'http://localhost:4000/**' },
    '/files/**': { proxy: { to: 'http://localhost:4000/files/**' } },
  },
})
