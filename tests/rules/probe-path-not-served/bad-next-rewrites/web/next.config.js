module.exports = {
  output: 'standalone',
  async rewrites() {
    return [{ source: '/socket.io/:path*', destination: 'http://api:4000/:path*' }];
  },
};
