module.exports = {
  rewrites: async () => [{ source: '/api/:path*', destination: `${process.env.NEXT_PUBLIC_API_URL}/api/:path*` }],
};
