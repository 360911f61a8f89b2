const api = `${base}/x`;
const base = `${api}/y`;

module.exports = {
  async rewrites() {
    return [{ source: "/api/:path*", destination: `${api}/:path*` }];
  },
};
