dev.runtimeaudit.it.RealEngine.prepare(basedir)
