"""Floor 0, arrays in and arrays out: no data frames, no files, no clock, no randomness of its own."""

from guanxi.stats.btyd import BetaGeoNBD as BetaGeoNBD
from guanxi.stats.btyd import GammaGamma as GammaGamma
from guanxi.stats.btyd import ModifiedBetaGeoNBD as ModifiedBetaGeoNBD
from guanxi.stats.btyd import ParetoNBD as ParetoNBD
