module.exports = {
  async rewrites() {
    return [{ source: '/api/:path*', destination: 'http://stock:4000/:path*' }];
  },
};
