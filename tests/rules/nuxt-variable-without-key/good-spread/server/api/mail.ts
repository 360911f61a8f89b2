export default defineEventHandler(() => fetch('https://mail.example.com', { headers: { token: process.env.NUXT_MAIL_TOKEN } }))
