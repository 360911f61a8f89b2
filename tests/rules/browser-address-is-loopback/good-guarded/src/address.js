const inProduction = process.env.NODE_ENV === "production";
export const address = inProduction ? "/api" : process.env.NEXT_PUBLIC_API_URL;
