module.exports = {
  async rewrites() {
    return [
      { source: "/api/:path*", destination: "http://api:4000/:path*" },
      { source: "/old/:path*", destination: "/new/:path*" },
      { source: "/own/:path*", destination: "http://localhost:3000/:path*" },
    ];
  },
};
