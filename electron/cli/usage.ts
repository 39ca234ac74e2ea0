export const usage = `Makes pictures from words.

  npm run generate -- "a red balloon on a beach" [options]

A prompt may be a template: {red|blue} takes one, __animals__ a line of wildcards/animals.txt.

What to make
  --negative TEXT       what the picture should not show
  --model NAME          a model's id, name or folder (default: the built-in one)
  --size WxH            or --width N and --height N, in pixels (default: the model's)
  --seed N              the same seed makes the same picture (default: random)
  --count N             so many pictures, with rising seeds (default: 1)
  --best N              keep the N that fit their prompt best, by a CLIP; the others go into the library's bin
  --from FILE           begin with the recipe inside a picture of ours; other options change it

How to make it
  --steps N             1 to 1000 (default: the model's)
  --sampler NAME        euler, euler-ancestral, heun… or a versioned name such as euler@1
  --schedule NAME       karras, exponential, custom:sigmas=14.6/3/0…
  --guidance N          how closely to follow the prompt, 0 to 100
  --guidance-method NAME    cfg, apg, cfg-zero-star…; autoguidance takes --weak-model NAME
  --lora NAME:WEIGHT    a LoRA of the model folders, as often as wanted; <lora:NAME:0.8> in the prompt is the same
  --vae NAME            another model's VAE, or a VAE file, in the place of the model's own
  --text-encoders NAME  another model's text encoders
  --predicts WHAT       epsilon, v_prediction or sample, where the model's files do not say
  --noise NAME          torch-cpu, philox, a1111-cpu…: whose habits the seed follows
  --prior NAME          gaussian, or pfgmpp:extraDimensions=128
  --prompt-syntax NAME  plain, or a1111-weights for (weights:1.2), BREAK and [from:to:when]
                        a name takes settings after a colon: --sampler dpmpp-2m-sde:eta=0.5
                        \`npm run pieces\` lists names and settings
  --hires WxH           a second pass at this size, repainting the first picture enlarged;
                        --hires-strength N (0.5), --hires-steps N, --hires-enlarge pixels|latent
  --tiles WxH           make what is larger than this part by part, in the memory of one part;
                        --tile-overlap N (a quarter of it): so far neighbours reach into each other
  --enlarge WxH         the finished picture resampled to more pixels (Lanczos)
  --image FILE          start from this picture, a file or the SHA-256 of one that the studio knows…
  --strength N          …and change it this much, 0 to 1 (default: 0.6)
  --mask FILE           …only where this picture is white
  --provider NAME       cpu, webgpu, cuda, dml, coreml or auto (default: what the settings say)
  --threads N           processor threads (default: all)

Where it goes
  --out FILE|FOLDER     copy it there as well; the library has it in any case
  --json                one JSON object a picture, for scripts

TINCTURE_HOME=FOLDER puts library, index and settings there.
Status: 0 done, 1 failed, 2 wrong input, 130 cancelled.
`;
