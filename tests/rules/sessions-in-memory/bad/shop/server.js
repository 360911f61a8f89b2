import express from "express";
import expressSession from "express-session";
const app = express();
app.use(expressSession({ name: "shop", secret: process.env.SECRET }));
app.listen(3000);
