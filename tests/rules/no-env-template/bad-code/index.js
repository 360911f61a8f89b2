if (!process.env.FERRY_TOKEN_KEY) throw new Error("FERRY_TOKEN_KEY is missing");
if (!process.env.FERRY_HARBOUR) throw new Error("FERRY_HARBOUR is missing");
console.log("ferry");
