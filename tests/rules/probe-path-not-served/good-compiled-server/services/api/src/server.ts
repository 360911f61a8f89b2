import express from "express";
const app = express();
app.get("/health", (_, answer) => answer.send("ok"));
app.listen(4000);
