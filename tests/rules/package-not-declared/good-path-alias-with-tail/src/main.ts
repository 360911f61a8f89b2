import express from 'express';
import { jars } from '@hive/honey/jars';
import { combs } from '#wax/combs';
import { bees } from '~swarm/bees';
import { lids } from '@keeper/lids-of-jars';

express().get('/', (request, response) => response.json([jars, combs, bees, lids])).listen(3000);
