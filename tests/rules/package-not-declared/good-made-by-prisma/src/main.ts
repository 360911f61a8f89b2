import express from "express";
import { PrismaClient } from "generated/prisma/client";

const app = express();
new PrismaClient();
app.listen(3000);
