import express from 'express';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().default(3000),
  MAIL_FROM: z.string().email(),
  THEME: z.string().optional(),
});
const settings = schema.parse(process.env);

express().listen(settings.PORT);
