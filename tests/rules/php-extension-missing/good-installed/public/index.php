<?php

echo "desk";
