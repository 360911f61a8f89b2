module.exports = { schema: process.env.NEXT_PUBLIC_API_URL };
