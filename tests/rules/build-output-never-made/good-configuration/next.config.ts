export default { reactStrictMode: true, output: process.env.CI ? 'standalone' : undefined };
