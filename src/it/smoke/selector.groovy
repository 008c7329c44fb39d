dev.runtimeaudit.it.RealEngine.isHere(basedir)
