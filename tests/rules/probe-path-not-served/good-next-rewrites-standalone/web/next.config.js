module.exports = {
  output: 'standalone',
  async rewrites() {
    return [{ source: '/api/:path*', destination: 'http://api:4000/:path*' }];
  },
};
