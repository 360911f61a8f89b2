export default ({ env }) => ({
  server: { proxy: { "/api": env.VITE_API_BASE || "http://localhost:8080" } },
})
