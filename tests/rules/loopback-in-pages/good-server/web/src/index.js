export const store = "http://localhost:9000/store";
