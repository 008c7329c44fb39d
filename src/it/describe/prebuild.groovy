dev.runtimeaudit.it.Fixture.copy("_reactor", basedir)
