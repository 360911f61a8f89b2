const api = process.env.API_URL;
module.exports = {
  async rewrites() {
    if (!api) return [];
    return [{ source: "/api/:path*", destination: `${api}/:path*` }];
  },
};
