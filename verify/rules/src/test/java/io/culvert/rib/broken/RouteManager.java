package io.culvert.rib.broken;

record RouteManager(int number) {}
