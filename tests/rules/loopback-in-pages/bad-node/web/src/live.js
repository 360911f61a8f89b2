export const socket = new WebSocket("ws://localhost:4000/live");
