const api = process.env.API_URL || "http://localhost:4000";

export default {
  async rewrites() {
    return [
      { source: "/api/:path*", destination: `${api}/:path*` },
      { source: "/files/:path*", destination: "http://127.0.0.1:4000/files/:path*" },
      { source: "/docs/:path*", destination: "https://docs.example.com/:path*" },
    ];
  },
};
