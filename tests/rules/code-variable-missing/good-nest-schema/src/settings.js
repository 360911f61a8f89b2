import * as Joi from "joi";

export const settings = Joi.object({
  NODE_ENV: Joi.string().valid("development", "production").default("development"),
  PORT: Joi.number().default(3000),
  MAIL_FROM: Joi.string().optional(),
  SESSION_SALT: Joi.string().min(16).required(),
  BACKOFFICE_TOKEN: Joi.string().when("NODE_ENV", {
    is: "production",
    then: Joi.required(),
    otherwise: Joi.string().optional(),
  }),
  DEBUG_TOKEN: Joi.string().when("NODE_ENV", { is: "development", then: Joi.required() }),
});
