// The old one was "http://localhost:5000".
export const base = import.meta.env.VITE_API_URL || "/api";
export const dev = import.meta.env.DEV
  ? "http://localhost:5000"
  : "/api";
export const isHere = (url) => url.startsWith("http://localhost:");
export function login() {
  const given = import.meta.env.VITE_LOGIN;
  if (given) return given;
  return "http://localhost:3000/login";
}
