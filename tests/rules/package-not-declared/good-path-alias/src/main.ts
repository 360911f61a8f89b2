import express from 'express';
import { bees } from '@domain/utils';

express().get('/', (request, response) => response.json(bees)).listen(3000);
