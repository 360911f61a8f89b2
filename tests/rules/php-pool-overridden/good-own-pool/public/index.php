<?php
echo "choir";
