import {
  price,
  total } from "../../lib/prices";

export const cart = () => total([price("tea")]);
