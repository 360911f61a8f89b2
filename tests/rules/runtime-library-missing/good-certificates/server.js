require('@prisma/client');
